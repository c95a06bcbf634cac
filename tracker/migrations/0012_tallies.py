"""Figures counted beforehand, and the triggers that mark what must be counted anew."""

import django.db.models.deletion
from django.db import migrations, models

from tracker.models.tally_triggers import install_after


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0011_commitment_orders'),
    ]

    operations = [
        migrations.CreateModel(
            name='TallyRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='计数时间')),
            ],
            options={
                'verbose_name': '计数状态',
                'verbose_name_plural': '计数状态',
            },
        ),
        migrations.CreateModel(
            name='TallyByMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('month', models.DateField(verbose_name='月份')),
                ('confirmed', models.IntegerField()),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracker.agency')),
            ],
            options={
                'verbose_name': '分月计数',
                'verbose_name_plural': '分月计数',
            },
        ),
        migrations.CreateModel(
            name='TallyByTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('all', models.IntegerField()),
                ('verifiable', models.IntegerField()),
                ('fulfilled', models.IntegerField()),
                ('fulfilled_verifiable', models.IntegerField()),
                ('dropped', models.IntegerField()),
                ('unfulfilled', models.IntegerField()),
                ('reviewed', models.IntegerField()),
                ('awaiting', models.IntegerField()),
                ('silent', models.IntegerField()),
                ('silent_verifiable', models.IntegerField()),
                ('silent_suggested', models.IntegerField()),
                ('missed', models.IntegerField()),
                ('missed_suggested', models.IntegerField()),
                ('unfulfilled_verifiable', models.IntegerField()),
                ('short', models.IntegerField()),
                ('moving', models.IntegerField()),
                ('vague', models.IntegerField()),
                ('unconfirmed', models.IntegerField()),
                ('waiting', models.IntegerField()),
                ('second', models.IntegerField()),
                ('disputed', models.IntegerField()),
                ('approval', models.IntegerField()),
                ('suggested_awaiting_report', models.IntegerField()),
                ('suggested_no_evidence', models.IntegerField()),
                ('suggested_in_progress', models.IntegerField()),
                ('suggested_partial', models.IntegerField()),
                ('suggested_not_fulfilled', models.IntegerField()),
                ('suggested_fulfilled', models.IntegerField()),
                ('suggested_dropped', models.IntegerField()),
                ('suggested_superseded', models.IntegerField()),
                ('suggested_not_assessable', models.IntegerField()),
                ('topic', models.CharField(blank=True, max_length=16, verbose_name='主题')),
                ('agency', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracker.agency')),
            ],
            options={
                'verbose_name': '分主题计数',
                'verbose_name_plural': '分主题计数',
            },
        ),
        migrations.CreateModel(
            name='TallyByYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_year', models.PositiveSmallIntegerField(verbose_name='计划年度')),
                ('all', models.IntegerField()),
                ('verifiable', models.IntegerField()),
                ('fulfilled', models.IntegerField()),
                ('fulfilled_verifiable', models.IntegerField()),
                ('dropped', models.IntegerField()),
                ('unfulfilled', models.IntegerField()),
                ('reviewed', models.IntegerField()),
                ('awaiting', models.IntegerField()),
                ('silent', models.IntegerField()),
                ('silent_verifiable', models.IntegerField()),
                ('silent_suggested', models.IntegerField()),
                ('missed', models.IntegerField()),
                ('missed_suggested', models.IntegerField()),
                ('unfulfilled_verifiable', models.IntegerField()),
                ('short', models.IntegerField()),
                ('moving', models.IntegerField()),
                ('vague', models.IntegerField()),
                ('unconfirmed', models.IntegerField()),
                ('waiting', models.IntegerField()),
                ('second', models.IntegerField()),
                ('disputed', models.IntegerField()),
                ('approval', models.IntegerField()),
                ('suggested_awaiting_report', models.IntegerField()),
                ('suggested_no_evidence', models.IntegerField()),
                ('suggested_in_progress', models.IntegerField()),
                ('suggested_partial', models.IntegerField()),
                ('suggested_not_fulfilled', models.IntegerField()),
                ('suggested_fulfilled', models.IntegerField()),
                ('suggested_dropped', models.IntegerField()),
                ('suggested_superseded', models.IntegerField()),
                ('suggested_not_assessable', models.IntegerField()),
                ('due_on', models.DateField(null=True, verbose_name='复核期限')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracker.agency')),
            ],
            options={
                'verbose_name': '分年度计数',
                'verbose_name_plural': '分年度计数',
            },
        ),
        migrations.CreateModel(
            name='TallyMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report_id', models.BigIntegerField(null=True, verbose_name='报告编号')),
                ('agency_id', models.BigIntegerField(null=True, verbose_name='单位编号')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '待重新计数',
                'verbose_name_plural': '待重新计数',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agency_id__isnull', False), ('report_id__isnull', True)), models.Q(('agency_id__isnull', True), ('report_id__isnull', False)), _connector='OR'), name='tally_mark_of_one')],
            },
        ),
        migrations.RunPython(install_after, migrations.RunPython.noop),
    ]
