from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0019_telling"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="more_cwes",
            field=models.TextField(
                blank=True, db_comment="further weaknesses: a number and its name a line", default=""
            ),
        ),
    ]
