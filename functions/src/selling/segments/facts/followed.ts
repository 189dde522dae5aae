/**
 * Kinds of items of which each change is told, so that nobody who changes one need know of segments. Data, since the
 * stream is filtered by them where it is deployed.
 */
export const followedItems = ['Member', 'MemberTier', 'Binding', 'MemberTags'] as const;
