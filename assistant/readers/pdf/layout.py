"""Tables without rules: words that stand below each other in columns, row for row.

A table that is missed reads line by line, as it is drawn; a false one tears prose apart. So where
the parts could as well be prose, they are left as they are.
"""

from __future__ import annotations
