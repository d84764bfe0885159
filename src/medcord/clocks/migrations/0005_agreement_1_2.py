"""The review of what one person released is a clock (agreement 1.2.0): those of the version before are computed anew."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark(apps: StateApps, _schema: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("clocks", "ClockRow").objects.filter(pack="agreement 1.1.0").update(stale=True)


class Migration(migrations.Migration):
    dependencies = [
        ("clocks", "0004_agreement_1_1"),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
