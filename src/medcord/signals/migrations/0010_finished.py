from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0009_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="signallist",
            name="finished",
            field=models.BooleanField(db_comment="all of its signals are kept", default=True),
        ),
    ]
