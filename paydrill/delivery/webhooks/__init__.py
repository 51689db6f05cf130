"""Events sent to whoever asked for them: to whom, what became of it, and what goes wrong.

Nothing here sends anything. What is to be sent is put out in the transaction that makes it due;
whoever sends claims it in a transaction of its own, and says in another how that went.
"""
