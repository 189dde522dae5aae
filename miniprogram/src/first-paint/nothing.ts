/** In place of what comes only when somebody does something, or is only seen when something went wrong. */
const nothing = () => null;
export const AddSheet = nothing;
export const SearchPanel = nothing;
export const PersonaPill = nothing;
export const UpdateNotice = nothing;
export const Empty = nothing;
export const ErrorState = nothing;
export const scanAndOpen = nothing;
export const noticeProblem = nothing;
export const copyToClipboard = nothing;
