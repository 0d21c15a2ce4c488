package seseragi.server.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import seseragi.engine.Engine;
import seseragi.engine.EngineObserver;
import seseragi.engine.EngineStats;
import seseragi.engine.FinishReason;
import seseragi.engine.Generation;
import seseragi.engine.GenerationEvent;
import seseragi.engine.GenerationListener;
import seseragi.engine.GenerationRequest;
import seseragi.engine.ModelInfo;
import seseragi.engine.Usage;
import seseragi.engine.sampling.InvalidParameterException;
import seseragi.engine.tokenizer.Tokenizer;

/**
 * Answers with numbered words; to a prompt that ends in {@code endless} it goes on until it is
 * cancelled and has a last word, a prompt that ends in {@code long} is refused.
 */
final class TypingEngine implements Engine {
  /** Prompts, as text. */
  final List<String> prompts = Collections.synchronizedList(new ArrayList<>());

  /** Requests that were cancelled before their end. */
  final AtomicInteger cancelled = new AtomicInteger();

  private final AtomicInteger answers = new AtomicInteger();

  @Override
  public Generation submit(GenerationRequest request, GenerationListener listener) {
    String prompt = tokenizer().decode(request.prompt(), false);
    if (prompt.endsWith("long")) {
      throw new InvalidParameterException("prompt", "9 tokens", "at most 8");
    }
    prompts.add(prompt);
    Answer answer = new Answer(answers.incrementAndGet(), listener, prompt.endsWith("endless"));
    Thread.ofVirtual().start(answer);
    return answer;
  }

  private final class Answer implements Generation, Runnable {
    private final int number;
    private final GenerationListener listener;
    private final boolean endless;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean ended = new AtomicBoolean();

    Answer(int number, GenerationListener listener, boolean endless) {
      this.number = number;
      this.listener = listener;
      this.endless = endless;
    }

    @Override
    public void run() {
      listener.onEvent(new GenerationEvent.Started(1, 0));
      listener.onEvent(new GenerationEvent.Delta(0, "answer ", 1, List.of()));
      listener.onEvent(new GenerationEvent.Delta(0, number + "\u001b[31m.", 1, List.of()));
      if (endless) {
        try {
          stopped.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        listener.onEvent(new GenerationEvent.Delta(0, "too late", 1, List.of()));
        end(FinishReason.CANCELLED);
      } else {
        end(FinishReason.STOP);
      }
    }

    private void end(FinishReason reason) {
      ended.set(true);
      listener.onEvent(new GenerationEvent.ChoiceFinished(0, reason));
      listener.onEvent(new GenerationEvent.Ended(new Usage(1, 0, 2)));
    }

    @Override
    public long id() {
      return number;
    }

    @Override
    public void cancel() {
      if (!ended.get() && stopped.getCount() > 0) {
        cancelled.incrementAndGet();
        stopped.countDown();
      }
    }
  }

  @Override
  public Tokenizer tokenizer() {
    return new Characters();
  }

  @Override
  public ModelInfo model() {
    return new ModelInfo(
        "typist", "test", Path.of("typist.gguf"), 1, 1, "F32", 8, 8, 0x110000, Map.of());
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public void observe(EngineObserver observer) {}

  @Override
  public boolean shutdown(Duration deadline) {
    return true;
  }

  @Override
  public void close() {}

  /** A token for each character. */
  private static final class Characters implements Tokenizer {
    @Override
    public int vocabularySize() {
      return 0x110000;
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
      return text.codePoints().toArray();
    }

    @Override
    public byte[] bytes(int token) {
      return Character.toString(token).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isSpecial(int token) {
      return false;
    }

    @Override
    public Set<Integer> endOfGeneration() {
      return Set.of();
    }

    @Override
    public OptionalInt beginningOfText() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt endOfText() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt find(String tokenText) {
      return OptionalInt.empty();
    }
  }
}
