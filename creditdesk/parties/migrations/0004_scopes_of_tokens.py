from django.db import migrations, models

# What a token that could write could do; users, portfolios and tokens had no operations then.
READ, WRITE = "read", "read work intake postings ledger policy webhooks"


def name_what_they_could(apps, schema_editor):
    tokens = apps.get_model("parties", "ApiToken").objects
    tokens.filter(scopes="write").update(scopes=WRITE)


def say_it_shorter(apps, schema_editor):
    tokens = apps.get_model("parties", "ApiToken").objects
    tokens.exclude(scopes=READ).update(scopes="write")


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0003_payment_terms"),
    ]

    operations = [
        migrations.RenameField(model_name="apitoken", old_name="scope", new_name="scopes"),
        migrations.AlterField(model_name="apitoken", name="scopes", field=models.CharField(max_length=80)),
        migrations.RunPython(name_what_they_could, say_it_shorter),
    ]
