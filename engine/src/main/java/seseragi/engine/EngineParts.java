package seseragi.engine;

import java.util.function.LongSupplier;
import seseragi.engine.kvcache.BlockPool;
import seseragi.engine.model.Model;
import seseragi.engine.tokenizer.Tokenizer;
import seseragi.kernels.KvShape;
import seseragi.kernels.KvStorage;

/**
 * What an engine is put together from.
 *
 * @param limits what it can serve
 * @param maxBatchTokens token budget of a step
 * @param nanoTime a clock that never goes back
 * @param log where faults are written; never the text of a request
 */
record EngineParts(
    Model model,
    Tokenizer tokenizer,
    KvStorage storage,
    BlockPool pool,
    Admission.Limits limits,
    int maxBatchTokens,
    LongSupplier nanoTime,
    System.Logger log) {

  /** Allocates the KV cache and sets the limits, given a model and options. */
  static EngineParts of(Model model, Tokenizer tokenizer, EngineOptions options) {
    int context =
        options.contextLength() == 0
            ? model.contextLength()
            : Math.min(options.contextLength(), model.contextLength());
    int blocks = KvCacheSize.blocks(model, context, options);
    KvShape shape = model.kvShape(blocks, options.blockSize(), options.kvType());
    Admission.Limits limits =
        new Admission.Limits(
            Math.min(model.vocabularySize(), tokenizer.vocabularySize()),
            context,
            shape.slots(),
            options.maxSequences(),
            options.maxQueue(),
            options.maxPendingBytes());
    return new EngineParts(
        model,
        tokenizer,
        model.kvStorage(shape),
        new BlockPool(blocks, options.blockSize(), options.prefixCache()),
        limits,
        Math.min(options.maxBatchTokens(), model.maxBatchTokens()),
        System::nanoTime,
        System.getLogger("seseragi.engine"));
  }
}
