from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0021_emergency_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="thanks",
            field=models.JSONField(db_comment="organisations that are thanked, with what they answered", default=list),
        ),
    ]
