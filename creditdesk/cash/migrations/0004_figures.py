from django.db import migrations, models


def add_up_deductions(apps, schema_editor):
    """What the lines of each match keep back, for the matches that there are already."""
    match_model = apps.get_model("cash", "Match")
    kept_back = []
    for match in match_model.objects.only("id", "lines").iterator(chunk_size=2000):
        if minor := sum(line.get("deduction_minor", 0) for line in match.lines):
            match.deduction_minor = minor
            kept_back.append(match)
    match_model.objects.bulk_update(kept_back, ["deduction_minor"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("cash", "0003_told_twice"),
        ("parties", "0009_addresses"),
        ("receivables", "0005_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="match",
            name="deduction_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.RunPython(add_up_deductions, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("taken_back_on__isnull", False)),
                fields=["company", "taken_back_on"],
                name="match_taken_back",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(fields=["company", "reviewed_by", "taken_back", "id"], name="match_unsigned"),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["company", "posting_date"], name="receipt_of_day"),
        ),
    ]
