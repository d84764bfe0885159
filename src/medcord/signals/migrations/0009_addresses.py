import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0021_acknowledges"),
        ("signals", "0008_osv_ids"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListAddress",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("url", models.CharField(max_length=500)),
                ("set_by", models.UUIDField(null=True)),
                ("set_name", models.CharField(blank=True, default="", max_length=120)),
                ("set_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "coordinator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["set_at"],
            },
        ),
        migrations.CreateModel(
            name="Fetching",
            fields=[
                (
                    "address",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="fetching",
                        serialize=False,
                        to="signals.listaddress",
                    ),
                ),
                ("next_at", models.DateTimeField(db_index=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(db_comment="when it last answered as it should", null=True)),
                ("failed", models.BooleanField(default=False)),
                (
                    "said",
                    models.CharField(blank=True, db_comment="what came of the last time", default="", max_length=400),
                ),
                ("etag", models.CharField(blank=True, default="", max_length=200)),
                (
                    "modified",
                    models.CharField(blank=True, db_comment="Last-Modified as it came", default="", max_length=60),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="listaddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("coordinator", "url"), name="list_address_once"
            ),
        ),
    ]
