from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collecting", "0003_what_goes_back_to_its_sender")]

    operations = [
        migrations.AlterField(
            model_name="findingstep",
            name="decision",
            field=models.CharField(
                choices=[
                    ("accept", "The carrier's amount counts"),
                    ("insist", "Our amount counts"),
                    ("ask", "Ask the carrier"),
                    ("write_off", "The market bears all of it"),
                    ("dismiss", "Nothing is expected for it"),
                    ("given_back", "Given back"),
                    ("came_home", "The bank sent it back"),
                    ("send_back", "It goes back to who sent it"),
                    ("told", "The carrier told it later"),
                ],
                max_length=12,
            ),
        ),
    ]
