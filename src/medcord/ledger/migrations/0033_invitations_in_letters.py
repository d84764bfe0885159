from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0032_links_in_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingletter",
            name="calendar",
            field=models.TextField(
                blank=True, db_comment="an invitation for the calendar; holds no content", default=""
            ),
        ),
    ]
