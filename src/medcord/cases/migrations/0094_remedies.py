from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0093_statement_cve"),
    ]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="remedies",
            field=models.JSONField(
                db_comment="core.advisory.remedies.Remedy, where there is more to say than one remediation",
                default=list,
            ),
        ),
    ]
