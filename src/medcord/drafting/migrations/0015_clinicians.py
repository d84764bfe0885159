from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0014_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="clinicians_could_happen",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="clinicians_device",
            field=models.TextField(blank=True, db_comment="the version for clinicians (P3)", default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="clinicians_not_known",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="clinicians_to_do",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="passage",
            name="field",
            field=models.CharField(
                choices=[
                    ("summary", "summary"),
                    ("device", "device"),
                    ("what_could_happen", "what_could_happen"),
                    ("what_to_do", "what_to_do"),
                    ("not_known", "not_known"),
                    ("clinicians_device", "clinicians_device"),
                    ("clinicians_could_happen", "clinicians_could_happen"),
                    ("clinicians_to_do", "clinicians_to_do"),
                    ("clinicians_not_known", "clinicians_not_known"),
                    ("flaw", "flaw"),
                ],
                max_length=24,
            ),
        ),
    ]
