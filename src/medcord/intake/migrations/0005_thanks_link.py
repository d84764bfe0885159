from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_thanks"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="thanks_link",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
