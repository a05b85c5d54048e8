"""Networks: genomes compiled into what runs."""
