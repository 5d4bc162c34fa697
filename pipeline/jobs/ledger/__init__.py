"""What is counted: contracts, snapshots, reconciliation, awards, duties."""
