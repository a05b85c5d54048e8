"""Files: checkpoints, the journal, run directories, genomes."""
