"""Changes of regions, successions and renewals, and of what leaves a scope (变更记录)."""

from django.db import migrations, models

from tracker.models.change_triggers import install_after, note_regions


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0014_tallies_of_reviews'),
    ]

    operations = [
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=[('region', '地区'), ('agency', '单位'), ('report', '年度报告'), ('commitment', '承诺事项')], max_length=10, verbose_name='种类'),
        ),
        migrations.AddField(
            model_name='change',
            name='region_id',
            field=models.BigIntegerField(null=True, verbose_name='地区编号'),
        ),
        migrations.AddField(
            model_name='change',
            name='former_agency_id',
            field=models.BigIntegerField(null=True, verbose_name='原单位编号'),
        ),
        migrations.RunPython(install_after, migrations.RunPython.noop),
        migrations.RunPython(note_regions, migrations.RunPython.noop),
    ]
