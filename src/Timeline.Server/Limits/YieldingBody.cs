using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Timeline.Server.Limits;

/// <summary>The body of a costly answer. While the client is slow to read, its worker is given to others.</summary>
internal sealed class YieldingBody(IHttpResponseBodyFeature inner, Turns.Turn turn, CancellationToken aborted)
    : PipeWriter, IHttpResponseBodyFeature
{
    // Who takes what is sent sooner keeps the worker: to wait for another takes longer.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    private Stream? _stream;

    public Stream Stream => _stream ??= AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => inner.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.Writer.UnflushedBytes;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var flushing = inner.Writer.FlushAsync(cancellationToken);
        if (flushing.IsCompleted || !turn.IsWorking) return await flushing;
        var flushed = flushing.AsTask();
        await Task.WhenAny(flushed, Task.Delay(Soon, cancellationToken));
        if (flushed.IsCompleted) return await flushed;
        turn.Pause();
        var result = await flushed;
        await turn.ResumeAsync(aborted);
        return result;
    }

    public override void Advance(int bytes) => inner.Writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.Writer.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.Writer.CompleteAsync(exception);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task CompleteAsync() => inner.CompleteAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        inner.SendFileAsync(path, offset, count, cancellationToken);
}
