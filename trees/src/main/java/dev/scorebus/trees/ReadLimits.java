package dev.scorebus.trees;

/// How much of a model file is accepted. A file past any of these is refused before memory is given to it.
///
/// @param bytes the size of the file
/// @param nesting how deep objects and arrays of the document may nest
/// @param trees how many trees
/// @param nodes how many nodes in all trees together
/// @param treeDepth how many splits on the way to a leaf
/// @param features how many features
/// @param groups how many outputs
/// @param constants how many numbers the explanation may need to have ready, in all: about 10 x points x splits, where a tree
///     whose paths test up to d different features takes `ceil(d / 2)` points
/// @param categoryWords how many 32-bit words the sets of categories may take, in all; no more categories may be listed
public record ReadLimits(
        int bytes,
        int nesting,
        int trees,
        int nodes,
        int treeDepth,
        int features,
        int groups,
        int constants,
        int categoryWords) {
    /// 128 MB and four million nodes: more than any model that is trained here, and it fits the heap of a service.
    public static final ReadLimits DEFAULT =
            new ReadLimits(1 << 27, 32, 1 << 17, 1 << 22, 128, 1 << 14, 1 << 12, 1 << 26, 1 << 23);
}
