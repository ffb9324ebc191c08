"""What a Sigma rule means on a raw CloudTrail event: the yardstick for every query.

It reads the rule's own YAML and follows the Sigma specification. It shares no code with the
backends, the pipelines or pySigma, so that a mistake of theirs cannot agree with itself here.
"""

from converter.verify.reference.catalogue import Catalogue
from converter.verify.reference.rule import Reference, compile_rule
from converter.verify.reference.tree import AllOf, AnyOf, FieldTest, Node, NoneOf

__all__ = ["AllOf", "AnyOf", "Catalogue", "FieldTest", "Node", "NoneOf", "Reference", "compile_rule"]
