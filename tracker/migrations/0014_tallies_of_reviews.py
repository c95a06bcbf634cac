"""What people have read, among the figures counted (计数).

Of the verifiable, by topic and deadline, and how readers agree with one another and the machine.
Every agency is marked: it is counted row by row until a sweep has counted it anew.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tracker.models.tally_triggers import install_after

OF_AGENCY = {
    'db_constraint': False,
    'on_delete': django.db.models.deletion.DO_NOTHING,
    'related_name': '+',
    'to': 'tracker.agency',
}


def mark_all(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(
        'INSERT INTO tracker_tallymark (agency_id, at) SELECT id, CURRENT_TIMESTAMP'
        ' FROM tracker_agency WHERE EXISTS (SELECT 1 FROM tracker_tallyrun)'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0013_list_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='tallybytopic',
            name='due_on',
            field=models.DateField(null=True, verbose_name='复核期限'),
        ),
        migrations.AddField(
            model_name='tallybytopic',
            name='reviewed_verifiable',
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='tallybyyear',
            name='reviewed_verifiable',
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='TallyByReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('decided', models.IntegerField()),
                ('followed', models.IntegerField()),
                ('topic', models.CharField(blank=True, max_length=16, verbose_name='主题')),
                ('reviewer_id', models.BigIntegerField(verbose_name='复核人编号')),
                ('agency', models.ForeignKey(null=True, **OF_AGENCY)),
            ],
            options={'verbose_name': '分复核人计数', 'verbose_name_plural': '分复核人计数'},
        ),
        migrations.CreateModel(
            name='TallyOfFollowing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('decided', models.IntegerField()),
                ('followed', models.IntegerField()),
                ('agency', models.ForeignKey(**OF_AGENCY)),
            ],
            options={
                'verbose_name': '与系统建议相同的计数',
                'verbose_name_plural': '与系统建议相同的计数',
            },
        ),
        migrations.CreateModel(
            name='TallyOfPairs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('topic', models.CharField(blank=True, max_length=16, verbose_name='主题')),
                ('first_id', models.BigIntegerField(verbose_name='初审人编号')),
                ('first_outcome', models.CharField(max_length=20, verbose_name='初审结论')),
                ('second_id', models.BigIntegerField(verbose_name='盲审人编号')),
                ('second_outcome', models.CharField(max_length=20, verbose_name='盲审结论')),
                ('pairs', models.IntegerField()),
                ('agency', models.ForeignKey(**OF_AGENCY)),
            ],
            options={'verbose_name': '盲审对计数', 'verbose_name_plural': '盲审对计数'},
        ),
        # A review that is added is a mark of its own now.
        migrations.RunPython(install_after, migrations.RunPython.noop),
        migrations.RunPython(mark_all, migrations.RunPython.noop),
    ]
