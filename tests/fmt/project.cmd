# The project's own files are in canonical form; what was published with slips keeps them.
cd ../..
pgl fmt --check examples/gaoxin-2021 stdlib
