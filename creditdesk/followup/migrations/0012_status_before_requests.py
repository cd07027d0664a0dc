from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0011_tickler_about_order"),
    ]

    operations = [
        # What was decided until now stood by a second person's word; from now on it is asked for by a request.
        migrations.AddField(
            model_name="statusproposal",
            name="before_requests",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="statusproposal",
            name="before_requests",
            field=models.BooleanField(default=False),
        ),
    ]
