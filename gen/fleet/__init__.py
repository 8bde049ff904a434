"""Many workers on Ray: the same run, in an actor on each processor or machine."""
