"""Numbers of things in words, for messages and short descriptions."""


def counted(n: int, noun: str) -> str:
    """A number of things, such as "1 output" or "2 outputs"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def genomes_of(n_genomes: int, n_inputs: int, n_outputs: int, n_connections: int) -> str:
    """A population in short, whatever its class."""
    ends = f"{counted(n_inputs, 'input')} and {counted(n_outputs, 'output')}"
    return f"Population({counted(n_genomes, 'genome')} of {ends}, {counted(n_connections, 'connection')})"
