from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0007_publishers"),
    ]

    operations = [
        migrations.AddField(
            model_name="signal",
            name="aliases",
            field=models.JSONField(db_comment="OSV: other ids of the same weakness", default=list),
        ),
        migrations.AddField(
            model_name="signal",
            name="upstream",
            field=models.JSONField(db_comment="OSV: ids that it takes up and that are no CVEs", default=list),
        ),
    ]
