// How much a formula may ask for: what the checker refuses, and a plan read from a file may not hold.
#pragma once
#define HEIGHT_MAX 800       // what evaluation may recurse
#define COST_MAX   10000000u // steps of evaluating one formula; what stands behind names is worked out once
#define ARGS_MAX   100000u   // arguments within one formula that are more than a name
