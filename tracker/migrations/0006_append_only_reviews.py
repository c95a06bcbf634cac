from django.db import migrations

from tracker.models.append_only import install_after


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0005_reviewers_desk'),
    ]

    operations = [
        migrations.RunPython(install_after, migrations.RunPython.noop),
    ]
