"""Citations of a record, in four styles, and the OpenURL that stands for it.

The styles are our own small CSL files (`styles/`), rendered by citeproc-py. The official ones are under CC BY-SA and
written for processors that know all of CSL: citeproc-py says `Kompas. (n.d.). Kompas.` with them, because it does not
take back what a macro put in an author's place, and needs up to a tenth of a second for one citation. Ours keep to what
it does right, need some milliseconds, and are under the licence of the rest.
"""
