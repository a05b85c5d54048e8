"""Whether species persist, and whether topology counts, on genomes of 86 inputs."""
