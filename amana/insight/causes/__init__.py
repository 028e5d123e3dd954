"""Why people have to ask: causes with an owner, a fix and a due time, and whether the fix helped."""
