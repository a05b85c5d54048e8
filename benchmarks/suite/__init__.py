"""The benchmark suite: named workloads, measured side by side with the packages that people use now."""
