"""Indexes for the lists of the API: what they are narrowed by, in the orders they are given in.

Each is made in some two seconds for a million commitments; nothing is written meanwhile.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0012_tallies'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='commitment',
            name='tracker_com_review__c2ce23_idx',
        ),
        migrations.RemoveIndex(
            model_name='commitment',
            name='tracker_com_outcome_81772b_idx',
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['created_at'], name='commitment_came'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['review_state', 'id'], name='commitment_state_key'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['review_state', 'plan_year', 'id'], name='commitment_state_year'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['review_state', 'updated_at', 'id'], name='commitment_state_change'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('outcome', ''), _negated=True), fields=['outcome', 'id'], name='commitment_outcome_key'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('outcome', ''), _negated=True), fields=['outcome', 'plan_year', 'id'], name='commitment_outcome_year'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('outcome', ''), _negated=True), fields=['outcome', 'updated_at', 'id'], name='commitment_outcome_change'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['plan_year', 'updated_at', 'id'], name='commitment_plan_change'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('outcome', ''), ('result_report__isnull', True)), fields=['id'], name='commitment_awaiting_key'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('outcome', ''), ('result_report__isnull', True)), fields=['plan_year', 'id'], name='commitment_awaiting_year'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('outcome', ''), ('result_report__isnull', True)), fields=['updated_at', 'id'], name='commitment_awaiting_change'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('suggestion__isnull', False)), fields=['id'], name='commitment_suggested_key'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('suggestion__isnull', False)), fields=['plan_year', 'id'], name='commitment_suggested_year'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('suggestion__isnull', False)), fields=['updated_at', 'id'], name='commitment_suggested_change'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('returned_reason__in', ['text_gone', 'set_aside']), ('verifiability__lt', 2), ('outcome', 'not_assessable'), _connector='OR'), fields=['verifiability', 'id'], name='commitment_unverifiable'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['act', 'id'], name='review_by_act'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['outcome', 'id'], name='review_by_outcome'),
        ),
    ]
