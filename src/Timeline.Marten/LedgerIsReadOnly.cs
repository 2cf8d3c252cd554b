using JasperFx.Events;
using Marten;

namespace Timeline.Marten;

/// <summary>Keeps a session from writing events. It is asked before anything of the session is sent, so nothing of it is saved.</summary>
internal sealed class LedgerIsReadOnly : DocumentSessionListenerBase
{
    private const string Message =
        "This store only reads the ledger. Events are recorded over HTTP: POST /v1/{timeline}/events. What an event says is erased by " +
        "POST /v1/{timeline}/events/{id}/erasure. Nothing of this session was saved.";

    /// <inheritdoc/>
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var changes = session.PendingChanges;
        var writes = changes.Operations().Any(o => o.DocumentType == typeof(IEvent) && !IsProgress(o));
        if (!writes && !changes.Streams().Any()) return Task.CompletedTask;
        // Marten would write tombstones at the positions that it has drawn.
        changes.Streams().Clear();
        throw new NotSupportedException(Message);
    }

    // How far projections are is the store's own to write; a rebuild begins by deleting it.
    private static bool IsProgress(object operation) => operation.GetType().Namespace == "Marten.Events.Daemon.Progress";
}
