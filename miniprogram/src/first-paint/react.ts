/**
 * What of React the first paint needs: a page is drawn once, as text, from what is known. Nothing is kept, nothing happens
 * afterwards, and nobody is told of changes: the app itself comes a second later.
 */
export type Drawn = string | number | boolean | null | undefined | readonly Drawn[] | Part;
type Props = Record<string, unknown>;
type Draw = (props: Props) => Drawn;
export type Part = { of: string | Draw; props: Props };

export const Fragment: Draw = ({ children }) => children as Drawn;

export function jsx(of: string | Draw, props: Props): Part {
  return { of, props };
}
export const jsxs = jsx;

export const createElement = (of: string | Draw, props: Props | null, ...children: Drawn[]): Part =>
  jsx(of, children.length > 0 ? { ...props, children } : { ...props });

export const memo = (draw: Draw): Draw => draw;
export const forwardRef =
  (draw: (props: Props, ref: null) => Drawn): Draw =>
  (props) =>
    draw(props, null);

const made = <T>(value: T | (() => T)): T =>
  typeof value === 'function' ? (value as () => T)() : (value as T);
const nothing = () => undefined;

export const useState = <T>(first: T | (() => T)) => [made(first), nothing] as const;
export const useRef = <T>(current: T) => ({ current });
export const useMemo = <T>(make: () => T): T => make();
export const useCallback = <T>(call: T): T => call;
export const useSyncExternalStore = <T>(_subscribe: unknown, get: () => T): T => get();
export const useEffect = nothing;
export const useLayoutEffect = nothing;
