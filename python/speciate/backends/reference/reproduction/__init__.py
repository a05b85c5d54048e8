"""Reproduction: the plan of which genomes have offspring, and breeding."""
