"""Which records describe the same publication: keys find candidates, compare looks, judge weighs, cluster joins, why explains."""
