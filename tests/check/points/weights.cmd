pgl check --format compact _weights.pgl && pgl test _weights.pgl
