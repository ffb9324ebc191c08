"""`sigmatrail explain`: what each item of a rule became on each target, and why."""
