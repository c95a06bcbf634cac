"""How readers agreed with one another and with the machine on past days: with the next count."""

import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OF_AGENCY = {
    'db_constraint': False,
    'on_delete': django.db.models.deletion.DO_NOTHING,
    'related_name': '+',
    'to': 'tracker.agency',
}


def mark_all(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until an agency has been counted, its figures are not read from tallies."""
    schema_editor.execute(
        'INSERT INTO tracker_tallymark (agency_id, at) SELECT id, CURRENT_TIMESTAMP'
        ' FROM tracker_agency WHERE EXISTS (SELECT 1 FROM tracker_tallyrun)'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0016_past_tallies'),
    ]

    operations = [
        migrations.AddField(
            model_name='tallyofpairs',
            name='since',
            field=models.DateField(default=datetime.date.max, verbose_name='起始日'),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='TallyOfFollowingThen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('decided', models.IntegerField()),
                ('followed', models.IntegerField()),
                ('since', models.DateField(verbose_name='起始日')),
                ('until', models.DateField(verbose_name='终止日')),
                ('agency', models.ForeignKey(**OF_AGENCY)),
            ],
            options={
                'verbose_name': '往日与系统建议相同的计数',
                'verbose_name_plural': '往日与系统建议相同的计数',
            },
        ),
        migrations.CreateModel(
            name='TallyByReaderSince',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('decided', models.IntegerField()),
                ('followed', models.IntegerField()),
                ('topic', models.CharField(blank=True, max_length=16, verbose_name='主题')),
                ('reviewer_id', models.BigIntegerField(verbose_name='复核人编号')),
                ('since', models.DateField(verbose_name='起始日')),
                ('agency', models.ForeignKey(null=True, **OF_AGENCY)),
            ],
            options={
                'verbose_name': '往日分复核人计数',
                'verbose_name_plural': '往日分复核人计数',
                'constraints': [models.UniqueConstraint(condition=models.Q(('agency__isnull', True)), fields=('plan_year', 'topic', 'reviewer_id', 'since'), name='tally_by_reader_of_all_once')],
            },
        ),
        migrations.RunPython(mark_all, migrations.RunPython.noop),
    ]
