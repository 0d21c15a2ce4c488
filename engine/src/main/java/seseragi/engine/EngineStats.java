package seseragi.engine;

/**
 * The state of an engine after a step. Blocks are pages of the KV cache: free + cached + used =
 * total.
 *
 * @param running requests that take part in steps
 * @param waiting requests in the queue
 * @param totalBlocks blocks in the pool
 * @param freeBlocks blocks that hold nothing
 * @param cachedBlocks blocks that no request uses but the prefix cache keeps until they are needed
 * @param usedBlocks blocks of running requests
 * @param sharedBlocks of those, how many belong to two requests or more
 * @param prefixQueriedTokens prompt tokens looked up in the prefix cache since start
 * @param prefixHitTokens of those, how many were found
 * @param promptTokens prompt tokens computed or found since start
 * @param generatedTokens tokens generated since start
 * @param preemptions running requests that had to give their blocks back since start
 * @param steps steps since start
 * @param leakedBlocks blocks that the integrity check, at idle, found to belong to nobody; 0 unless
 *     there is a bug
 */
public record EngineStats(
    int running,
    int waiting,
    int totalBlocks,
    int freeBlocks,
    int cachedBlocks,
    int usedBlocks,
    int sharedBlocks,
    long prefixQueriedTokens,
    long prefixHitTokens,
    long promptTokens,
    long generatedTokens,
    long preemptions,
    long steps,
    int leakedBlocks) {}
