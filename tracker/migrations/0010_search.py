from django.db import migrations

from tracker.models.search_index import drop_before, install_after


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0009_changes'),
    ]

    operations = [
        migrations.RunPython(install_after, drop_before),
    ]
