"""The reference model: the same network, written plainly, slowly and a second time.

One Mesa agent per node, one job at a time, attributes, lists and dictionaries;
no columns, no compiled code. It is written from the model's specification and
shares with the engine only the scenario, the strategies and the table of draws,
so that the two can be compared number by number.
"""
