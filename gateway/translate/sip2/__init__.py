"""SIP2 ⇄ the model.

``terminal`` is what must be known of a kiosk, ``terms`` pairs the code lists, ``requests`` reads a message as
a command or query, ``responses`` writes the outcome as the message's own response.
"""
