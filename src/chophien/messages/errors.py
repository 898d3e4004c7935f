"""Why a message waits. Said to the queue, never to a person."""


class SmsStillWaiting(Exception):
    """The gateway could not take the message now. The queue tries the job again."""
