"""Every column of the model, as declared data: what a node, a job and an epoch are made of.

Columns of nodes and jobs live in a few blocks, one row a column, so that a
kernel takes a handful of arrays. A row's number is a constant of the same name
in capitals (``nodes[STAKE, i]``); ``test_columns`` holds constants and table
together. No column is stored twice.
"""

from model.columns.declared import Column as Column
from model.columns.jobs import *  # noqa: F403 - one name for all columns: col.STAKE, col.JOB_VERDICT
from model.columns.nodes import *  # noqa: F403
from model.columns.totals import *  # noqa: F403
