"""Indexes for every order in which the API gives commitments, each ended by the key."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0010_search'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='commitment',
            name='tracker_com_verifia_57c3b0_idx',
        ),
        migrations.RemoveIndex(
            model_name='commitment',
            name='tracker_com_plan_ye_567bff_idx',
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['verifiability', 'id'], name='commitment_by_verifiability'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['plan_year', 'id'], name='commitment_by_plan_year'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['updated_at', 'id'], name='commitment_by_change'),
        ),
    ]
