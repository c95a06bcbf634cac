"""Figures of past days, counted beforehand: of every agency with the next count."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tracker.models.tally_triggers import install_after


def mark_all(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until an agency has been counted, its figures are not read from tallies."""
    schema_editor.execute(
        'INSERT INTO tracker_tallymark (agency_id, at) SELECT id, CURRENT_TIMESTAMP'
        ' FROM tracker_agency WHERE EXISTS (SELECT 1 FROM tracker_tallyrun)'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0015_changes_of_places'),
    ]

    operations = [
        migrations.RunPython(mark_all, migrations.RunPython.noop),
        migrations.CreateModel(
            name='TallyShare',
            fields=[
                ('agency', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='tracker.agency')),
                ('changes', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': '单位往日计数',
                'verbose_name_plural': '单位往日计数',
            },
        ),
        migrations.CreateModel(
            name='TallyOfKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('topic', models.CharField(blank=True, max_length=16, verbose_name='主题')),
                ('due_on', models.DateField(verbose_name='复核期限')),
                ('since', models.DateField(verbose_name='起始日')),
                ('answered', models.BooleanField(verbose_name='下一年度报告已提交')),
                ('is_clear', models.BooleanField(verbose_name='可核查')),
                ('outcome', models.CharField(blank=True, max_length=20, verbose_name='兑现情况')),
                ('review_state', models.CharField(max_length=16, verbose_name='复核状态')),
                ('month', models.DateField(verbose_name='确认月份')),
                ('change', models.IntegerField(verbose_name='增减')),
            ],
            options={
                'verbose_name': '往日分类计数',
                'verbose_name_plural': '往日分类计数',
                'constraints': [models.UniqueConstraint(fields=('plan_year', 'topic', 'due_on', 'since', 'answered', 'is_clear', 'outcome', 'review_state', 'month'), name='tally_of_kind_once')],
            },
        ),
        migrations.CreateModel(
            name='TallyThen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('all', models.IntegerField()),
                ('verifiable', models.IntegerField()),
                ('fulfilled', models.IntegerField()),
                ('fulfilled_verifiable', models.IntegerField()),
                ('dropped', models.IntegerField()),
                ('unfulfilled', models.IntegerField()),
                ('unfulfilled_verifiable', models.IntegerField()),
                ('reviewed', models.IntegerField()),
                ('reviewed_verifiable', models.IntegerField()),
                ('awaiting', models.IntegerField()),
                ('silent', models.IntegerField()),
                ('silent_verifiable', models.IntegerField()),
                ('short', models.IntegerField()),
                ('moving', models.IntegerField()),
                ('vague', models.IntegerField()),
                ('unconfirmed', models.IntegerField()),
                ('waiting', models.IntegerField()),
                ('second', models.IntegerField()),
                ('disputed', models.IntegerField()),
                ('approval', models.IntegerField()),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('due_on', models.DateField(verbose_name='复核期限')),
                ('since', models.DateField(verbose_name='起始日')),
                ('until', models.DateField(verbose_name='终止日')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracker.agency')),
            ],
            options={
                'verbose_name': '往日计数',
                'verbose_name_plural': '往日计数',
            },
        ),
        # A withdrawal is a mark of its own now.
        migrations.RunPython(install_after, migrations.RunPython.noop),
    ]
